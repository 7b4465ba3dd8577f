"""The reading of what people have written: from HTML to sentences of tokens that rules can compare with facts.

`text` makes blocks of words out of HTML, `words` knows the words, `tokens` cuts a block into figures, dates, laws,
references and words, and `names` finds which fact a sentence speaks of. No Django here, and time that grows with the
length of the text only.
"""
