"""What is kept: whether it is whole, and how it moves to another machine.

Reads all rows and the store through the Storage API; decides nothing about money.
"""
