"""Functions as they are compiled, without numba: their instructions alone, run by LLVM."""

import ctypes

import llvmlite.binding as llvm
import pytest
from llvmlite import ir

from verify.kernels.lowering.instructions import DOUBLE, INTEGER, SINGLE
from verify.kernels.lowering.loops import Loops

FLOATS = {"float64": DOUBLE, "float32": SINGLE}


def entry(instructions, matrix, integers):
    """A module with one function, whose body `instructions` writes."""
    kind = ir.FunctionType(ir.VoidType(), [FLOATS[matrix.dtype.name].as_pointer(), *[INTEGER] * (len(integers) + 1)])
    module = ir.Module()
    loops = Loops(ir.IRBuilder(ir.Function(module, kind, "entry").append_basic_block()))
    instructions(loops, loops.builder.function.args)
    loops.builder.ret_void()
    return module


def compiled(module):
    """An engine that has the module's code."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    parsed = llvm.parse_assembly(str(module))
    parsed.verify()
    engine = llvm.create_mcjit_compiler(parsed, llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine())
    engine.finalize_object()
    return engine


@pytest.fixture(scope="session")
def run():
    """run(instructions, matrix, *integers): the matrix after code that gets its address, the integers, its columns."""

    def runner(instructions, matrix, *integers):
        engine = compiled(entry(instructions, matrix, integers))
        signature = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_int64] * (len(integers) + 1))
        signature(engine.get_function_address("entry"))(matrix.ctypes.data, *integers, matrix.shape[1])
        return matrix

    return runner
