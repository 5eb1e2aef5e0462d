"""Pages without charts, for what has nothing to do with them: they take most of the time that a page takes."""


def undrawn(patch):
    """Let a MonkeyPatch replace every chart."""
    from verify.reporting import figures  # takes half a second, and few tests need it

    patch.setattr(figures, "draw", lambda chart, name, label, height: "<svg></svg>")
