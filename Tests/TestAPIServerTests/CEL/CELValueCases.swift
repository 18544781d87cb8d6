/// Expressions and the values they have on a kube-apiserver 1.36, as literals.
let celValueCases = #"""
    1 + 2 * 3 => 7
    (1 + 2) * 3 => 9
    7 / 2 => 3
    -7 / 2 => -3
    7 % 3 => 1
    -7 % 3 => -1
    7.0 / 2.0 => double('3.5')
    2u * 3u => 6u
    0x10 + 1 => 17
    0xFFu => 255u
    1e3 => double('1000')
    1.5e-2 => double('0.015')
    .5 => double('0.5')
    -9223372036854775808 => -9223372036854775808
    1.0 / 0.0 > 1e308 => true
    1 == 1 => true
    1 != 2 => true
    1 < 2.5 => true
    2u > 1 => true
    1.0 <= 1 => true
    'a' < 'b' => true
    'a' + 'b' == 'ab' => true
    "dq" == 'dq' => true
    '''tri'ple''' => "tri'ple"
    r'\d+' => "\\d+"
    '\u00e9\x41\101\n\t\\' => "éAA\n\t\\"
    b'abc' == bytes('abc') => true
    b'\xff\x00' => b'\xff\x00'
    size(b'\xff\x00') => 2
    true && false => false
    true || false => true
    !true => false
    !!true => true
    --5 => 5
    true ? 1 : 2 => 1
    false ? 1 : true ? 2 : 3 => 2
    1 in [1, 2, 3] => true
    4 in [1, 2, 3] => false
    'a' in {'a': 1} => true
    [1, 2] + [3] => [1, 2, 3]
    [1, 2, 3][1] => 2
    {'a': 1}['a'] => 1
    {'a': 1}.a => 1
    {'a': 1, 'a': 2} => {"a": 2}
    has({'a': 1}.a) => true
    has({'a': 1}.b) => false
    size('hello') => 5
    size('h\u00e9llo') => 5
    'hello'.size() => 5
    size([1, 2]) => 2
    size({'a': 1}) => 1
    [1, 2, 3].all(x, x > 0) => true
    [1, 2, 3].exists(x, x == 2) => true
    [1, 2, 3].exists_one(x, x > 2) => true
    [1, 2, 3].filter(x, x > 1) => [2, 3]
    [1, 2, 3].map(x, x * 2) => [2, 4, 6]
    [1, 2, 3].map(x, x > 1, x * 2) => [4, 6]
    {'a': 1, 'b': 2}.all(k, k != 'c') => true
    [].all(x, x > 0) => true
    [[1, 2], [3]].all(l, l.all(x, x < 4)) => true
    true || 1 / 0 > 0 => true
    1 / 0 > 0 || true => true
    false && 1 / 0 > 0 => false
    1 / 0 > 0 && false => false
    [1, 0].exists(x, 1 / x > 0) => true
    [0, 1].exists(x, 1 / x > 0) => true
    [0, 1].all(x, 1 / x > 5) => false
    'abc'.startsWith('ab') => true
    'abc'.endsWith('bc') => true
    'abc'.contains('b') => true
    'abc'.contains('') => true
    'abc'.matches('^a.c$') => true
    'abc'.matches('b') => true
    'foo123'.matches('^[a-z]+\\d{3}$') => true
    matches('abc', 'c$') => true
    'ABC'.matches('(?i)abc') => true
    'a\nb'.matches('a.b') => false
    'a\nb'.matches('(?s)a.b') => true
    '10%'.matches('^\\d+(\\.\\d+)?%$') => true
    'x'.matches('\\p{L}') => true
    'team-a/emails'.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(/[a-z0-9]([-a-z0-9]*[a-z0-9])?)?$') => true
    'HELLO'.lowerAscii() => "hello"
    'hello'.upperAscii() => "HELLO"
    'tacocat'.indexOf('c') => 2
    'tacocat'.indexOf('x') => -1
    'tacocat'.indexOf('c', 3) => 4
    'tacocat'.indexOf('a', 99) => -1
    'tacocat'.lastIndexOf('c') => 4
    'tacocat'.lastIndexOf('c', 3) => 2
    'tacocat'.indexOf('') => 0
    'tacocat'.lastIndexOf('') => 7
    'tacocat'.substring(4) => "cat"
    'tacocat'.substring(0, 4) => "taco"
    'tacocat'.charAt(3) => "o"
    'tacocat'.charAt(7) => ""
    'a,b,c'.split(',') => ["a", "b", "c"]
    'a,b,c'.split(',', 2) => ["a", "b,c"]
    'abc'.split('') => ["a", "b", "c"]
    size('a,b'.split(',', 0)) => 0
    'hello hello'.replace('he', 'we') => "wello wello"
    'hello hello'.replace('he', 'we', 1) => "wello hello"
    'abc'.replace('', '_') => "_a_b_c_"
    '  trim \t'.trim() => "trim"
    ['a', 'b'].join() => "ab"
    ['a', 'b'].join('-') => "a-b"
    [1, 2, 3].isSorted() => true
    [3, 1].isSorted() => false
    ['a', 'b'].isSorted() => true
    [1, 2, 3].sum() => 6
    [1.5, 2.0].sum() => double('3.5')
    [].sum() == 0 => true
    [1, 5, 3].min() => 1
    [1, 5, 3].max() => 5
    ['b', 'a'].min() => "a"
    [1, 2, 2].indexOf(2) => 1
    [1, 2, 2].lastIndexOf(2) => 2
    [1, 2].indexOf(9) => -1
    int('42') => 42
    int(3.9) => 3
    int(-3.9) => -3
    int(5u) => 5
    int(timestamp('1970-01-01T00:01:00Z')) => 60
    uint(5) => 5u
    uint('7') => 7u
    double('1.5') => double('1.5')
    double(3) => double('3')
    string(1) => "1"
    string(1.5) => "1.5"
    string(1000000.0) => "1e+06"
    string(0.00001) => "1e-05"
    string(123456.0) => "123456"
    string(true) => "true"
    string(b'abc') => "abc"
    string(duration('90s')) => "90s"
    string(duration('1.5s')) => "1.5s"
    string(timestamp('2024-01-02T03:04:05Z')) => "2024-01-02T03:04:05Z"
    bool('true') => true
    bytes('é') => b'\xc3\xa9'
    type(1) == int => true
    type('a') == string => true
    type([]) == list => true
    type(1.0) == type(2.0) => true
    duration('1h') > duration('59m') => true
    duration('1h30m') == duration('90m') => true
    duration('-1.5h') => duration('-5400000000000ns')
    duration('100ms').getMilliseconds() => 100
    duration('90m').getHours() => 1
    duration('90m').getMinutes() => 90
    duration('1h') + duration('1m') => duration('3660000000000ns')
    duration('1h') - duration('2h') => duration('-3600000000000ns')
    timestamp('2024-01-01T00:00:00Z') + duration('1h') == timestamp('2024-01-01T01:00:00Z') => true
    timestamp('2024-01-02T00:00:00Z') - timestamp('2024-01-01T00:00:00Z') == duration('24h') => true
    timestamp('2024-01-02T00:00:00Z') > timestamp('2024-01-01T00:00:00Z') => true
    timestamp('2024-03-01T12:34:56.789Z').getFullYear() => 2024
    timestamp('2024-03-01T12:34:56.789Z').getMonth() => 2
    timestamp('2024-03-01T12:34:56.789Z').getDate() => 1
    timestamp('2024-03-01T12:34:56.789Z').getDayOfMonth() => 0
    timestamp('2024-03-01T12:34:56.789Z').getDayOfWeek() => 5
    timestamp('2024-03-01T12:34:56.789Z').getDayOfYear() => 60
    timestamp('2024-03-01T12:34:56.789Z').getHours() => 12
    timestamp('2024-03-01T12:34:56.789Z').getMinutes() => 34
    timestamp('2024-03-01T12:34:56.789Z').getSeconds() => 56
    timestamp('2024-03-01T12:34:56.789Z').getMilliseconds() => 789
    timestamp('2024-03-01T23:34:56Z').getHours('+02:00') => 1
    timestamp('1969-12-31T23:59:59Z').getDayOfWeek() => 3
    '%s-%d'.format(['a', 3]) => "a-3"
    '%.2f'.format([1.005]) => "1.00"
    '%s'.format([[1, 2]]) => "[1, 2]"
    '%x %X %o %b'.format([255, 255, 8, 5]) => "ff FF 10 101"
    sets.contains([1, 2, 3], [1, 2]) => true
    sets.intersects([1], [2]) => false
    sets.equivalent([1, 2, 1], [2, 1]) => true
    'abc 123'.find('[0-9]+') => "123"
    'a1b22'.findAll('[0-9]+') => ["1", "22"]
    'a1b22'.findAll('[0-9]+', 1) => ["1"]
    'abc'.find('x') => ""
    null == null => true
    [1, 2] == [1, 2] => true
    [1, 2] == [2, 1] => false
    {'a': 1} == {'a': 1} => true
    {1: 'a'}[1] => "a"
    dyn(1) == dyn(1.0) => true
    dyn(1) == 'a' => false
    1 => 1
    """#
