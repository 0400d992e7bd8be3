"""Today: `facts` are read, `lines` are made of them by noun, `page` shows them.

Whoever has facts of one customer gets its lines.
"""
