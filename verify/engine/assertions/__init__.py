"""One function at a time, in plain tests: is this gradient, Jacobian, Hessian, product or integral right?

`arguments` knows shapes and points, `function` traces what is to be differentiated, `judging` judges against enclosures and
`numerical` where there is no trace, `simplest` looks for the smallest failing input, `told` writes the message; the assertions
themselves stand in `derivatives`, `products` and `areas`.
"""
