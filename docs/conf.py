"""How the documentation is built: `python -m sphinx -W -b html docs OUT`. Needs no network, neither here nor in the browser."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import verify

project = "verify"
author = copyright = "the verify authors"
release = version = verify.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "verify_docs"]
exclude_patterns = ["_build", "README.md"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
html_math_renderer = "mathml"  # of verify_docs: the default loads a script from elsewhere

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88
autodoc_preserve_defaults = True
default_role = "code"
smartquotes = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["verify.css"]
html_title = f"verify {release}"
html_copy_source = False
html_show_copyright = False
