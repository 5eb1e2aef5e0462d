"""The page of methods: every built-in kernel with what it answers, how it errs, and what facts its budget is made of."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from types import ModuleType
from typing import Final

from verify import kernels
from verify.adapters import ADAPTERS, LIBRARIES, Library
from verify.core.claim import Quantity
from verify.core.method import Method, Model
from verify.engine.methods import EVERYDAY
from verify.engine.rounding import WRITTEN_OUT
from verify.kernels.differentiation.stencil import Difference
from verify.kernels.integration.composite import AreaSlope, Composite
from verify_docs.markdown import code, plain, table

_BUDGETS: Final = {
    Model.ROUNDING: "running error analysis of the expression; from order 3 on also of Taylor arithmetic, "
    f"and above order {WRITTEN_OUT} of that alone",
    Model.TRUNCATION: "rounding of the weighted sum, and a proved bound of what the sum leaves out",
    Model.SELF_ESTIMATING: "the same where a bound is proved; elsewhere its own estimate, and what misses that is INACCURATE",
}


def methods() -> str:
    """How methods err, the kernels by folder and file, and the adapters."""
    errs = table(("errs by", "meaning", "budget"), ((_short(m), plain(m.value), plain(_BUDGETS[m])) for m in Model))
    modules = [found for found in vars(kernels).values() if inspect.ismodule(found) and _methods_of(found)]
    folders = dict.fromkeys(map(_folder, modules))
    sections = (_section(name, [module for module in modules if _folder(module) == name]) for name in folders)
    return "\n".join([errs, *chain.from_iterable(sections), *_adapters()])


def _adapters() -> Iterator[str]:
    """Nothing is imported to describe a library, which may not be installed where the page is made."""
    yield "## Adapters\n"
    yield "Other people's libraries. Each is imported when it is first asked.\n"
    header = ("name", "answers", "errs by", "library", "brought by")
    yield table(header, map(_library, LIBRARIES.values()))
    yield "## Null methods\n"
    yield "They exercise the checker.\n"
    yield _table([method for name, method in ADAPTERS.items() if name not in LIBRARIES])


def _library(library: Library) -> tuple[str, ...]:
    extra = code(f"verify-calculus[{library.extra}]")
    return code(library.name), plain(library.answers), _short(library.model), plain(library.distribution), extra


def _methods_of(module: ModuleType) -> tuple[Method, ...]:
    return (module.METHOD,) if hasattr(module, "METHOD") else getattr(module, "METHODS", ())


def _folder(module: ModuleType) -> str:
    return module.__name__.split(".")[2].capitalize()


def _section(title: str, modules: Iterable[ModuleType]) -> Iterator[str]:
    yield f"## {title}\n"
    for module in modules:
        yield f"{plain(' '.join((inspect.getdoc(module) or '').split(chr(10) * 2)[0].split()))}\n"
        yield _table(_methods_of(module))


def _table(methods: Sequence[Method]) -> str:
    """A row for each; without the column of facts where no method has any."""
    facts = [_made_of(method) for method in methods]
    header = ("name", "answers", "errs by", *(("made of",) if any(facts) else ()))
    return table(
        header, ((*_row(method), *((fact,) if any(facts) else ())) for method, fact in zip(methods, facts, strict=True))
    )


def _row(method: Method) -> tuple[str, ...]:
    everyday = " (everyday)" if method.name in EVERYDAY else ""
    return code(method.name) + everyday, _answers(method), _short(method.model)


def _answers(method: Method) -> str:
    can = method.capabilities
    words = sorted(quantity.value for quantity in can.quantities)
    if Quantity.DERIVATIVE in can.quantities and can.orders != {1}:
        orders = sorted(can.orders)
        run = len(orders) > 2 and orders == list(range(orders[0], orders[-1] + 1))
        shown = f"{orders[0]} to {orders[-1]}" if run else " and ".join(map(str, orders))
        words[words.index("derivative")] = f"derivative of order {shown}"
    return ", ".join(words)


def _made_of(method: Method) -> str:
    """The facts that a truncation bound follows from."""
    match method:
        case Difference():
            nodes = ", ".join(f"{offset:+d}" if offset else "0" for offset in method.offsets)
            return f"nodes x + i h, i = {nodes}; error of order {method.order} in h"
        case Composite():
            rule = method.rule()
            return f"{_count(method.panels, 'panel')} of {_count(len(rule.nodes), 'node')}; exact up to degree {rule.degree}"
        case AreaSlope():
            return f"central difference of two integrals by {code(method.integral.name)}"
    return ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _short(model: Model) -> str:
    return model.name.lower().replace("_", "-")
