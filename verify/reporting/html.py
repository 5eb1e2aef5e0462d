"""stub"""
def write_html(source, path):
    pass
