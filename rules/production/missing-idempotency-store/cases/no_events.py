# practice: not-needed
TOTAL = 3
