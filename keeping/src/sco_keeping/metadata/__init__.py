"""The dataset described in the forms that catalogues, search engines and tools read, each made from the same facts.

`facts` gathers what there is to say, the other modules say it in one form each, and `forms` has the list of them.
"""
