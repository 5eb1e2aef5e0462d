"""Text can be read: contrast of at least 4.5 in light and dark, on every background that it stands on."""

import re
from importlib.resources import files

import pytest

ENOUGH = 4.5
STYLE = (files("verify.reporting") / "templates" / "style.css").read_text(encoding="utf-8")
TEXT = ["ink", "muted", "accent", "heat", "wrong", "inaccurate", "agrees", "crashed"]


def palette(scheme):
    """The colours of a scheme by name, as RGB in 0 .. 1."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    declared = blocks[0] if scheme == "light" else blocks[0] + blocks[1]
    return {
        name: tuple(int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
        for name, code in re.findall(r"--([\w-]+): #(\w{6})", declared)
    }


def heat(scheme):
    blocks = re.findall(r"--heat-rgb: (\d+) (\d+) (\d+)", STYLE)
    return tuple(int(part) / 255 for part in blocks[scheme == "dark"])


def over(colour, alpha, background):
    return tuple(alpha * top + (1 - alpha) * below for top, below in zip(colour, background, strict=True))


def contrast(one, other):
    """The ratio of WCAG 2.2."""

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (1, 1, 1)) < ENOUGH


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TEXT)
def test_text_stands_out_from_every_background(scheme, name):
    colours = palette(scheme)
    for background in ("paper", "raised", "sunk"):
        assert contrast(colours[name], colours[background]) >= ENOUGH, background


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_shades_and_marks(scheme):
    colours = palette(scheme)
    shades = [float(alpha) for alpha in re.findall(r"\.shade-\d \{ background: rgb\(var\(--heat-rgb\) / (\S+)\)", STYLE)]
    assert len(shades) == 5
    backgrounds = [over(heat(scheme), alpha, colours[name]) for alpha in shades for name in ("paper", "raised")]
    for background in [*backgrounds, colours["mark"], colours["good"]]:
        assert contrast(colours["ink"], background) >= ENOUGH


def test_both_schemes_name_the_same_colours():
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    declared = [set(re.findall(r"--([\w-]+):", block)) - {"serif", "sans", "mono"} for block in (light, dark)]
    assert declared[0] == declared[1]
