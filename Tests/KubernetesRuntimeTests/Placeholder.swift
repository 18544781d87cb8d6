// replaced by its engineer
