"""What people do with pictures: judge, tag, collect, put in the trash, take along.

Knows rows and the store, no pages; each thing done is a `Step` that can be undone.
"""
