"""What fuzzing begins with: inputs that are sound, or nearly so, for each reader, and words that it should know."""


def encoded(texts):
    return tuple(text.encode() for text in texts)


SEEDS = ("x**2*exp(x)", "atan2(y, -x) + 1.5e-3", "(1 - cos(x))/x**2", "softplus(max(x, pi))", "-2.5**-x")
CLAIMS = (
    "diff(x**2*exp(x), x, 2) at x=2 is 33.5",
    "grad(x**2*y, (x, y)) at x=2, y=3 is [12, 4]",
    "integrate(exp(-x**2), (x, -inf, inf)) is sqrt(pi)",
    "riemann(x**2, (x, 0, 1)) is 1/3",
    "hess(x*y, [x, y]) is [[0, 1], [1, 0]]",
    "jvp(x*y, (x, y), (1, 2)) at x=1,y=1 is 3",
    "limit(sin(x)/x, x, 0) is 1",
)
FPCORES = (
    '(FPCore (x) :name "e" :pre (< 0 x 1) (/ (- (exp x) 1) x))',
    "(FPCore (x) :precision binary32 (let* ((a (* x x)) (b a)) (+ a b)))",
    "(FPCore f (x y) (pow x 1/3)) ; text",
    "(FPCore (x) :pre (and (<= -1e3 x) (!= x 0)) (if (< x PI) x 1))",
)
BASELINE = {
    "schema": 1,
    "findings": [
        {
            "method": "jax",
            "place": "exp",
            "code": "wrong-formula",
            "expression": "exp(x1)",
            "first_seen": "2026-01-31",
            "last_seen": "2026-01-31",
            "expires": None,
        }
    ],
}
SETTINGS = (
    '[tool.verify]\ntrees = 20\nmethods = ["dual", "liar:sin:1e-6"]\ntime-budget = "60s"\nstrict = true\n',
    '[tool.verify]\ndtype = "float32"\ncheck = ["jax"]\nreport = "html,junit"\nrules = "product,chain"\n',
    "tool = 3\n",
)
ROWS = '["x", 2, ["power", 0, 1], ["exp", 0], ["multiply", 2, 3]]'
CASES = (
    '{"q": "derivative", "e": ["x", 2, ["power", 0, 1]], "w": "x", "n": 2, "p": {"x": 2.0}, "m": "dual", "d": "float64"}',
    '{"q": "integral", "e": ["x", ["exp", 0]], "w": "x", "lo": [0], "hi": ["y"], "p": {"y": 2}, "m": "tape", "d": "float32"}',
    '{"q": "Hessian-vector product", "e": ["x"], "w": "x", "u": [["x", [1]]], "p": {"x": 2}, "m": "dual", "d": "float64"}',
)
PUT = (
    None,
    True,
    0,
    1,
    -1,
    2**31,
    2**63,
    10**400,
    0.5,
    -0.0,
    1e308,
    float("inf"),
    float("nan"),
    "",
    "x",
    "exp",
    "\ud800",
    "\0\n<b>",
    "../../x",
    "nan",
    "2026-02-30",
    "a" * 3000,
    [],
    {},
    [[]],
    [{}],
    {"": {}},
    ["x"],
)
LINES = (
    "run\0--expression\0x**2\0--at\0x=2\0--order\0002\0--wrt\0x",
    "run\0--trees\0003\0--rules\0product\0--time-budget\00060s",
    "claim\0diff(x,x) is 1\0--json\0-",
    "list\0rules",
    "explain\0wrong",
    "replay\0v1-x",
    "check\0jax\0--dtype\0float32",
    "compare\0jax\0autograd\0--points\0003",
    "report\0run\0--report\0junit,sarif",
    "merge\0a\0b\0--out\0c",
    "init\0jax\0--pre-commit",
    "run\0--resume\0run\0--jobs\0002",
    "run\0--catalogue\0--executor\0inline\0--seed\0-1",
)

OPERATORS = ("**", "-", "(", ")", ",", "1e308", "1e-400", "0x", "_", "pi", "exp(", "if else", "lambda", ":=", "[", "'", "#")
NUMBERS = ("Infinity", "NaN", "-1", "1e999", "true", "null", "[[[[", "{}", "1" * 30)
EDITS = tuple(bytes([begun, *range(3 * begun, 3 * begun + 6)]) for begun in range(1, 40))
DEEP = b"[" * 2000
WORDS = (b"v1-eJw", b"v1-eJyrVkpUskpKLMpMzqlUqgUAKrIFcw")
FILES = (b"\0diff(x,x) is 1\n# no\n", b"\1```claims\nx is x\n```\n", b'\2{"claim": "x is x"}\n"y is y"')
