/// Objects under rules, and what a kube-apiserver 1.36 makes of them (`=`) or says of them (`-`), with
/// the fields it does not know (`?`).
let ruleObjectCases = #"""
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"rules.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Rule",\
    | "plural":"rules"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"at":{"format":"date-time",\
    | "type":"string","x-kubernetes-validations":[{"rule":"self >\
    |  timestamp('2020-01-01T00:00:00Z')"}]},"b64":{"format":"byte","maxLength":50,"type":"string",\
    | "x-kubernetes-validations":[{"rule":"self == b'abc'"},{"rule":"size(self) == 3"}]},\
    | "div":{"type":"integer","x-kubernetes-validations":[{"message":"div msg","rule":"10 / self >\
    |  1"}]},"dup":{"type":"integer","x-kubernetes-validations":[{"message":"dup",\
    | "reason":"FieldValueDuplicate","rule":"self != 1"}]},"dur":{"format":"duration","type":"string",\
    | "x-kubernetes-validations":[{"rule":"self <= duration('1h')"}]},"list":{"items":{"maxLength":10,\
    | "type":"string","x-kubernetes-validations":[{"rule":"self.startsWith('a')"}]},"maxItems":10,\
    | "type":"array","x-kubernetes-validations":[{"messageExpression":"'too many' + (self.size() > 5 ?\
    |  ', way' : '')","rule":"self.size() < 4"},{"message":"no azz","rule":"self.all(x, x !=\
    |  'azz')"}]},"m":{"additionalProperties":{"type":"integer",\
    | "x-kubernetes-validations":[{"rule":"self > 0"}]},"maxProperties":10,"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self.all(k, k.size() < 5)"}]},"max":{"type":"integer"},\
    | "min":{"type":"integer"},"mode":{"maxLength":10,"type":"string",\
    | "x-kubernetes-validations":[{"message":"mode must not be bad","reason":"FieldValueForbidden",\
    | "rule":"self != 'bad'"}]},"mp":{"items":{"properties":{"k":{"maxLength":10,"type":"string"},\
    | "v":{"type":"integer"}},"required":["k"],"type":"object",\
    | "x-kubernetes-validations":[{"message":"v must not shrink","rule":"self.v >= oldSelf.v"},\
    | {"fieldPath":".v","message":"v too big","rule":"self.v < 100"}]},"maxItems":10,"type":"array",\
    | "x-kubernetes-list-map-keys":["k"],"x-kubernetes-list-type":"map"},"name":{"maxLength":20,\
    | "type":"string","x-kubernetes-validations":[{"message":"name is immutable","rule":"self ==\
    |  oldSelf"}]},"namespace":{"maxLength":5,"type":"string"},"nul":{"maxLength":5,"nullable":true,\
    | "type":"string","x-kubernetes-validations":[{"rule":"self == 'a'"}]},"num":{"type":"number",\
    | "x-kubernetes-validations":[{"rule":"self > 1.5"}]},"pct":{"x-kubernetes-int-or-string":true,\
    | "x-kubernetes-validations":[{"rule":"type(self) == int ? self < 10 : self.endsWith('%')"}]},\
    | "q":{"additionalProperties":{"maxLength":10,"type":"string"},"maxProperties":5,"type":"object",\
    | "x-kubernetes-validations":[{"rule":"self['a'] == 'b'"}]},"req":{"maxLength":5,"type":"string",\
    | "x-kubernetes-validations":[{"message":"give it","reason":"FieldValueRequired","rule":"self !=\
    |  ''"}]},"set":{"items":{"maxLength":5,"type":"string"},"maxItems":5,"type":"array",\
    | "x-kubernetes-list-type":"set","x-kubernetes-validations":[{"rule":"self == ['a','b']"},\
    | {"rule":"self + ['a'] == self"}]},"tolist":{"items":{"type":"integer"},"maxItems":5,\
    | "type":"array","x-kubernetes-validations":[{"rule":"self[0] == 1"}]},"x-y":{"type":"integer"},\
    | "xv":{"type":"integer"}},"type":"object","x-kubernetes-validations":[{"message":"min must be at\
    |  most max","rule":"!has(self.min) || !has(self.max) || self.min <= self.max"},\
    | {"fieldPath":".namespace","message":"ns","rule":"!has(self.__namespace__) || self.__namespace__\
    |  != 'no'"},{"rule":"has(self.x__dash__y) ? self.x__dash__y > 1 : true"},{"message":"min cannot be\
    |  removed","rule":"!has(oldSelf.min) || has(self.min)"}]}},"type":"object",\
    | "x-kubernetes-validations":[{"message":"forbidden name","rule":"self.metadata.name !=\
    |  'forbidden'"},{"rule":"self.kind == 'Rule' && self.apiVersion == 'cel.example/v1'"},\
    | {"rule":"!has(self.spec) || !has(self.spec.xv) || self.spec.xv != 3"}]}},"served":true,\
    | "storage":true}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"max":2,"min":1}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"max":2,"min":1}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"max":2,"min":3}}
    - spec: Invalid value: min must be at most max

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mode":"bad"}}
    - spec.mode: Forbidden: mode must not be bad

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"list":["a","b"]}}
    - spec.list[1]: Invalid value: "b": failed rule: self.startsWith('a')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"list":["a","ab","ac","ad"]}}
    - spec.list: Invalid value: too many

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"list":["azz"]}}
    - spec.list: Invalid value: no azz

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":1}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":1}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"m":{"a":0,"toolong":1}}}
    - spec.m: Invalid value: failed rule: self.all(k, k.size() < 5)
    - spec.m[a]: Invalid value: 0: failed rule: self > 0

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"30m"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"30m"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"2h"}}
    - spec.dur: Invalid value: "2h": failed rule: self <= duration('1h')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dur":"1d"}}
    - spec.dur: Invalid value: "1d": failed rule: self <= duration('1h')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"at":"2019-01-01T00:00:00Z"}}
    - spec.at: Invalid value: "2019-01-01T00:00:00Z": failed rule: self >\
    |  timestamp('2020-01-01T00:00:00Z')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"at":"2021-01-01T00:00:00+02:00"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"at":"2021-01-01T00:00:00+02:00"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":5}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":5}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":15}}
    - spec.pct: Invalid value: 15: failed rule: type(self) == int ? self < 10 : self.endsWith('%')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":"x"}}
    - spec.pct: Invalid value: "x": failed rule: type(self) == int ? self < 10 : self.endsWith('%')

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":"5%"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"pct":"5%"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":1}}
    - spec.num: Invalid value: 1: failed rule: self > 1.5

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"num":2}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"num":2}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"req":""}}
    - spec.req: Required value: give it

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"dup":1}}
    - spec.dup: Duplicate value: 1

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"div":0}}
    - spec.div: Invalid value: "integer": division by zero evaluating rule: div msg

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"div":20}}
    - spec.div: Invalid value: 20: div msg

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"q":{"a":"b"}}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"q":{"a":"b"}}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"q":{}}}
    - spec.q: Invalid value: "object": no such key: a evaluating rule: self['a'] == 'b'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"q":{"a":"c"}}}
    - spec.q: Invalid value: failed rule: self['a'] == 'b'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"tolist":[]}}
    - spec.tolist: Invalid value: "array": index out of bounds: 0 evaluating rule: self[0] == 1

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"tolist":[1]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"tolist":[1]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"nul":null}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"nul":null}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"nul":"b"}}
    - spec.nul: Invalid value: "b": failed rule: self == 'a'

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b64":"YWJj"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"b64":"YWJj"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"b64":"YWJjZA=="}}
    - spec.b64: Invalid value: "YWJjZA==": failed rule: self == b'abc'
    - spec.b64: Invalid value: "YWJjZA==": failed rule: size(self) == 3

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["b","a"]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["b","a"]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"set":["a","c"]}}
    - spec.set: Invalid value: failed rule: self == ['a','b']

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"namespace":"no"}}
    - spec.namespace: Invalid value: ns

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"x-y":1}}
    - spec: Invalid value: failed rule: has(self.x__dash__y) ? self.x__dash__y > 1 : true

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"x-y":2}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"x-y":2}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"xv":3}}
    - <nil>: Invalid value: failed rule: !has(self.spec) || !has(self.spec.xv) || self.spec.xv != 3

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":500}]}}
    - spec.mp[0].v: Invalid value: v too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a"}]}}
    - spec.mp[0]: Invalid value: "object": no such key: v evaluating rule: v too big

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"list":["b"],"max":2,"min":3,\
    | "mode":"bad"}}
    - spec: Invalid value: min must be at most max
    - spec.list[0]: Invalid value: "b": failed rule: self.startsWith('a')
    - spec.mode: Forbidden: mode must not be bad

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"min":"x","mode":"bad"}}
    - spec.min: Invalid value: "string": spec.min in body must be of type integer: "string"
    - <nil>: Invalid value: null: some validation rules were not checked because the object was\
    |  invalid; correct the existing errors to complete validation

    new {"metadata":{"name":"forbidden","namespace":"default"},"spec":{}}
    - <nil>: Invalid value: forbidden name

    new {"metadata":{"name":"x","namespace":"default"}}
    = {"metadata":{"name":"x","namespace":"default"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"a"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"a"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"a"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"b"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"a"}}
    - spec.name: Invalid value: "b": name is immutable

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"b"}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"b"}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"name":"a"}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"b","v":1},{"k":"a","v":2}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":3}]}}
    - spec.mp[1]: Invalid value: v must not shrink

    new {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":4}]}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":3}]}}
    = {"metadata":{"name":"x","namespace":"default"},"spec":{"mp":[{"k":"a","v":4}]}}

    new {"metadata":{"name":"x","namespace":"default"},"spec":{}}
    old {"metadata":{"name":"x","namespace":"default"},"spec":{"min":1}}
    - spec: Invalid value: min cannot be removed
    """#
