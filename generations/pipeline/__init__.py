"""What happens next to one row: send, settle, store, sweep.

The order of writes is the money protocol: the row before the message, the fence
before the first byte, the spool before the row, the file before its row.
"""
