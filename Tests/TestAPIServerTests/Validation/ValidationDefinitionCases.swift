/// CRDs with faults outside of the schema, and what a kube-apiserver 1.36 says of them.
let definitionCases = #"""
    ## name mismatch
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"x.y"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - metadata.name: Invalid value: "x.y": must be spec.names.plural+"."+spec.group

    ## group no dot
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.example"},"spec":{"group":"example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.group: Invalid value: "example": should be a domain with at least one dot

    ## scope
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"World","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"

    ## no scope
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"properties":{"spec":{"p\
    | roperties":{"a":{"type":"string"}},"type":"object"}},"type":"object"}},"served":true,\
    | "storage":true}]}}
    - spec.scope: Required value

    ## no storage
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":false}]}}
    - spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,\
    | "DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,\
    | "SelectableFields":null}]: must have exactly one version marked as storage version
    - status.storedVersions: Invalid value: null: must have at least one stored version

    ## version name
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"V1_",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.versions[0].name: Invalid value: "V1_": a DNS-1035 label must consist of lower case\
    |  alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric\
    |  character (e.g. 'my-name',  or 'abc-123', regex used for validation is\
    |  '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.version: Invalid value: "V1_": a DNS-1035 label must consist of lower case alphanumeric\
    |  characters or '-', start with an alphabetic character, and end with an alphanumeric character\
    |  (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')

    ## no schema
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true}]}}
    - spec.versions[0].schema.openAPIV3Schema: Required value

    ## names
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"Things.cel.example"},"spec":{"group":"cel.example",\
    | "names":{"categories":["A"],"kind":"thing_","listKind":"thing_","plural":"Things",\
    | "shortNames":["T_"]},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - metadata.name: Invalid value: "Things.cel.example": a lowercase RFC 1123 subdomain must consist\
    |  of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric\
    |  character (e.g. 'example.com', regex used for validation is\
    |  '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
    - spec.names.plural: Invalid value: "Things": a DNS-1035 label must consist of lower case\
    |  alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric\
    |  character (e.g. 'my-name',  or 'abc-123', regex used for validation is\
    |  '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.names.singular: Invalid value: "thing_": a DNS-1035 label must consist of lower case\
    |  alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric\
    |  character (e.g. 'my-name',  or 'abc-123', regex used for validation is\
    |  '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.names.kind: Invalid value: "thing_": may have mixed case, but should otherwise match: a\
    |  DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an\
    |  alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123',\
    |  regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.names.listKind: Invalid value: "thing_": may have mixed case, but should otherwise match: a\
    |  DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an\
    |  alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123',\
    |  regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.names.shortNames[0]: Invalid value: "T_": a DNS-1035 label must consist of lower case\
    |  alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric\
    |  character (e.g. 'my-name',  or 'abc-123', regex used for validation is\
    |  '[a-z]([-a-z0-9]*[a-z0-9])?')
    - spec.names.listKind: Invalid value: "thing_": kind and listKind may not be the same
    - spec.names.categories[0]: Invalid value: "A": a DNS-1035 label must consist of lower case\
    |  alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric\
    |  character (e.g. 'my-name',  or 'abc-123', regex used for validation is\
    |  '[a-z]([-a-z0-9]*[a-z0-9])?')

    ## no kind
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example",\
    | "names":{"plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.names.singular: Required value
    - spec.names.kind: Required value
    - spec.names.listKind: Required value

    ## deprecation
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"deprecationWarning":"x","name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions

    ## scale paths
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true,\
    | "subresources":{"scale":{"labelSelectorPath":".meta.x","specReplicasPath":".foo.replicas",\
    | "statusReplicasPath":"status.replicas"},"status":{}}}]}}
    - spec.subresources.scale.specReplicasPath: Invalid value: ".foo.replicas": should be a json path\
    |  under .spec
    - spec.subresources.scale.statusReplicasPath: Invalid value: "status.replicas": must be a simple\
    |  json path starting with .
    - spec.subresources.scale.labelSelectorPath: Invalid value: ".meta.x": should be a json path under\
    |  either .spec or .status

    ## scale empty
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true,"subresources":{"scale":{}}}]}}
    - spec.subresources.scale.specReplicasPath: Required value
    - spec.subresources.scale.statusReplicasPath: Required value

    ## columns
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"additionalPrinterColumns":[{"jsonPath":"a",\
    | "name":"","type":"text"},{"format":"zip","jsonPath":".a","name":"b","type":"string"},\
    | {"jsonPath":"","name":"c"}],"name":"v1","schema":{"openAPIV3Schema":{"properties":{"spec":{"prope\
    | rties":{"a":{"type":"string"}},"type":"object"}},"type":"object"}},"served":true,\
    | "storage":true}]}}
    - spec.additionalPrinterColumns[0].name: Required value
    - spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,\
    | integer,number,string
    - spec.additionalPrinterColumns[0].JSONPath: Invalid value: "a": must be a simple json path\
    |  starting with .
    - spec.additionalPrinterColumns[1].format: Invalid value: "zip": must be one of byte,date,\
    | date-time,double,float,int32,int64,password
    - spec.additionalPrinterColumns[2].type: Required value: must be one of boolean,date,integer,\
    | number,string
    - spec.additionalPrinterColumns[2].JSONPath: Required value

    ## selectable
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"selectableFields":[{"jsonPath":".spec.b"},\
    | {"jsonPath":".spec"},{"jsonPath":".spec.a"},{"jsonPath":".spec.a"},{"jsonPath":"spec.a"},\
    | {"jsonPath":".spec[\"a\"]"},{"jsonPath":""}],"served":true,"storage":true}]}}
    - spec.selectableFields[0].jsonPath: Invalid value: ".spec.b": is an invalid path: does not refer\
    |  to a valid field
    - spec.selectableFields[1].jsonPath: Invalid value: ".spec": must point to a field of type string,\
    |  boolean or integer. Enum string fields and strings with formats are allowed.
    - spec.selectableFields[3].jsonPath: Duplicate value: ".spec.a"
    - spec.selectableFields[4].jsonPath: Invalid value: "spec.a": is an invalid path: expected [ or .\
    |  but got: spec
    - spec.selectableFields[5].jsonPath: Invalid value: ".spec[\"a\"]": is an invalid path: array\
    |  notation is not allowed
    - spec.selectableFields[6].jsonPath: Required value

    ## two storage
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true},{"name":"v2",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,\
    | "DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,\
    | "SelectableFields":null},{"Name":"v2","Served":true,"Storage":true,"Deprecated":false,\
    | "DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,\
    | "SelectableFields":null}]: must have exactly one version marked as storage version
    - status.storedVersions: Invalid value: ["v1"]: must have the storage version v2

    ## dup versions
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true},{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":false}]}}
    - spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,\
    | "DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,\
    | "SelectableFields":null},{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,\
    | "DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,\
    | "SelectableFields":null}]: must contain unique version names

    ## two versions one bad schema
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true},{"name":"v2",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{}},"type":"object"}},"served":true,\
    | "storage":false}]}}
    - spec.versions[1].schema.openAPIV3Schema.properties[spec].type: Required value: must not be empty\
    |  for specified object fields

    ## two versions same bad schema
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{}},"type":"object"}},"served":true,\
    | "storage":true},{"name":"v2","schema":{"openAPIV3Schema":{"properties":{"spec":{}},\
    | "type":"object"}},"served":true,"storage":false}]}}
    - spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for\
    |  specified object fields

    ## preserve true
    crd {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
    | "metadata":{"name":"things.cel.example"},"spec":{"group":"cel.example","names":{"kind":"Thing",\
    | "plural":"things"},"preserveUnknownFields":true,"scope":"Namespaced","versions":[{"name":"v1",\
    | "schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"a":{"type":"string"}},\
    | "type":"object"}},"type":"object"}},"served":true,"storage":true}]}}
    - spec.preserveUnknownFields: Invalid value: true: cannot set to true, set\
    |  x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead
    """#
