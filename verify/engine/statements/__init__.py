"""Claims of text, such as "diff(x**2*exp(x), x) at x=2 is 33.556303": read, decided by proof, and told in a sentence.

`statement` says what they consist of; `literals`, `forms` and `reading` read them; `samples`, `intervals` and `deciding`
decide them; `outcome` is what comes out; `files` finds them in files.
"""
