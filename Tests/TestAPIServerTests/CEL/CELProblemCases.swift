/// Expressions that do not compile, and what the server says of them; of errors of syntax the start of
/// it.
let celProblemCases = #"""
    'abc'.matches('(')
    - ERROR: <input>:1:15: invalid matches argument⏎ | 'abc'.matches('(')⏎ | ..............^
    'abc'.matches('a{2,1}')
    - ERROR: <input>:1:15: invalid matches argument⏎ | 'abc'.matches('a{2,1}')⏎ | ..............^
    int('x')
    - type conversion error from 'string' to 'int'
    int(' 1')
    - type conversion error from 'string' to 'int'
    int(1e20)
    - integer overflow
    uint(-1)
    - unsigned integer overflow
    double('abc')
    - type conversion error from 'string' to 'double'
    string(b'\xff')
    - invalid UTF-8 in bytes, cannot convert to string
    bool('yes')
    - type conversion error from 'string' to 'bool'
    duration('1d')
    - ERROR: <input>:1:10: invalid duration argument⏎ | duration('1d')⏎ | .........^
    duration('')
    - ERROR: <input>:1:10: invalid duration argument⏎ | duration('')⏎ | .........^
    timestamp('nope')
    - ERROR: <input>:1:11: invalid timestamp argument⏎ | timestamp('nope')⏎ | ..........^
    timestamp('2024-02-30T00:00:00Z')
    - ERROR: <input>:1:11: invalid timestamp argument⏎ | timestamp('2024-02-30T00:00:00Z')⏎ |\
    |  ..........^
    'a' + 1
    - ERROR: <input>:1:5: found no matching overload for '_+_' applied to '(string, int)'⏎ | 'a' + 1⏎ |\
    |  ....^
    1 + 1.0
    - ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, double)'⏎ | 1 + 1.0⏎ |\
    |  ..^
    1 == 1.0
    - ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, double)'⏎ | 1 == 1.0⏎\
    |  | ..^
    1 == 'a'
    - ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, string)'⏎ | 1 == 'a'⏎\
    |  | ..^
    [1, 'a']
    - ERROR: <input>:1:5: expected type 'int' but found 'string'⏎ | [1, 'a']⏎ | ....^
    {'a': 1, 'b': 'x'}
    - ERROR: <input>:1:15: expected type 'int' but found 'string'⏎ | {'a': 1, 'b': 'x'}⏎ |\
    |  ..............^
    foo
    - ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')⏎ | foo⏎ | ^
    foo.bar
    - ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')⏎ | foo.bar⏎ | ^
    'abc'.nope()
    - ERROR: <input>:1:11: undeclared reference to 'nope' (in container '')⏎ | 'abc'.nope()⏎ |\
    |  ..........^
    nope('x')
    - ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')⏎ | nope('x')⏎ | ....^
    size(5)
    - ERROR: <input>:1:5: found no matching overload for 'size' applied to '(int)'⏎ | size(5)⏎ | ....^
    !5
    - ERROR: <input>:1:1: found no matching overload for '!_' applied to '(int)'⏎ | !5⏎ | ^
    5.foo
    - ERROR: <input>:1:2: type 'int' does not support field selection⏎ | 5.foo⏎ | .^
    1 ? 2 : 3
    - ERROR: <input>:1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'⏎ | 1 ? 2\
    |  : 3⏎ | ..^
    true ? 1 : 'a'
    - ERROR: <input>:1:6: found no matching overload for '_?_:_' applied to '(bool, int, string)'⏎ |\
    |  true ? 1 : 'a'⏎ | .....^
    if
    - ERROR: <input>:1:1: reserved identifier: if⏎ | if⏎ | ^
    namespace
    - ERROR: <input>:1:1: reserved identifier: namespace⏎ | namespace⏎ | ^
    1 +
    - ERROR: <input>:1:4: Syntax error
    'abc
    - ERROR: <input>:1:1: Syntax error
    '\q'
    - ERROR: <input>:1:2: Syntax error
    [1, 2
    - ERROR: <input>:1:6: Syntax error
    (1
    - ERROR: <input>:1:3: Syntax error
    a.b.c(
    - ERROR: <input>:1:7: Syntax error
    1 in 2
    - ERROR: <input>:1:3: found no matching overload for '@in' applied to '(int, int)'⏎ | 1 in 2⏎ | ..^
    [1].all(x, x)
    - ERROR: <input>:1:12: expected type 'bool' but found 'int'⏎ | [1].all(x, x)⏎ | ...........^
    [1].all(1, true)
    - ERROR: <input>:1:9: argument must be a simple name⏎ | [1].all(1, true)⏎ | ........^
    has(5)
    - ERROR: <input>:1:5: invalid argument to has() macro⏎ | has(5)⏎ | ....^
    has(a)
    - ERROR: <input>:1:5: invalid argument to has() macro⏎ | has(a)⏎ | ....^
    5.all(x, true)
    - ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list,\
    |  map, or dynamic)⏎ | 5.all(x, true)⏎ | ^
    x.all(x, true)
    - ERROR: <input>:1:1: undeclared reference to 'x' (in container '')⏎ | x.all(x, true)⏎ | ^
    1 = 2
    - ERROR: <input>:1:3: Syntax error
    @
    - ERROR: <input>:1:1: Syntax error
    'a'.matches(1)
    - ERROR: <input>:1:12: found no matching overload for 'matches' applied to 'string.(int)'⏎ |\
    |  'a'.matches(1)⏎ | ...........^
    'a'.startsWith()
    - ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.()'⏎ |\
    |  'a'.startsWith()⏎ | ..............^
    'a' 'b'
    - ERROR: <input>:1:5: Syntax error
    1 < 'a'
    - ERROR: <input>:1:3: found no matching overload for '_<_' applied to '(int, string)'⏎ | 1 < 'a'⏎ |\
    |  ..^
    [1] < [2]
    - ERROR: <input>:1:5: found no matching overload for '_<_' applied to '(list(int), list(int))'⏎ |\
    |  [1] < [2]⏎ | ....^
    -'a'
    - ERROR: <input>:1:1: found no matching overload for '-_' applied to '(string)'⏎ | -'a'⏎ | ^
    -5u
    - ERROR: <input>:1:1: found no matching overload for '-_' applied to '(uint)'⏎ | -5u⏎ | ^
    // comment only
    - ERROR: <input>:1:16: Syntax error
    """#
