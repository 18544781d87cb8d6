/// Expressions that fail while they run, and the error.
let celErrorCases = #"""
    9223372036854775807 + 1
    - integer overflow
    -9223372036854775808 - 1
    - integer overflow
    9223372036854775807 * 2
    - integer overflow
    -(-9223372036854775808)
    - integer overflow
    0u - 1u
    - unsigned integer overflow
    18446744073709551615u + 1u
    - unsigned integer overflow
    1 / 0
    - division by zero
    1 % 0
    - modulus by zero
    [1, 2, 3][5]
    - index out of bounds: 5
    {'a': 1}['b']
    - no such key: b
    1 / 0 > 0 || false
    - division by zero
    'tacocat'.substring(5, 2)
    - invalid substring range. start: 5, end: 2
    'tacocat'.substring(9)
    - index out of range: 9
    dyn('a') < dyn(1)
    - no such overload
    dyn([1])[dyn('a')]
    - unsupported index type 'string' in list
    null < null
    - no such overload
    """#
