"""Checks a document against the preprocessed rules of EN 16931 (Schematron, query binding xslt2) with Saxon's XPath."""

import xml.etree.ElementTree as ET

S = "{http://purl.oclc.org/dsdl/schematron}"


def failures(rules_path, document_path):
    """The names of the rules that the document breaks, and how many fired."""
    from saxonche import PySaxonProcessor

    schema = ET.parse(rules_path).getroot()
    namespaces = [(ns.get("prefix"), ns.get("uri")) for ns in schema.iter(S + "ns")]
    failed, fired = [], 0
    with PySaxonProcessor(license=False) as saxon:

        def at(node, variables):
            xpath = saxon.new_xpath_processor()
            for prefix, uri in namespaces:
                xpath.declare_namespace(prefix, uri)
            xpath.set_context(xdm_item=node)
            for name, value in variables.items():
                xpath.declare_variable(name)
                xpath.set_parameter(name, value)
            return xpath

        def bound(parent, node, variables):
            variables = dict(variables)
            for let in parent.findall(S + "let"):
                value = at(node, variables).evaluate(let.get("value"))
                if value is not None:
                    variables[let.get("name")] = value
            return variables

        document = saxon.parse_xml(xml_file_name=str(document_path))
        whole = bound(schema, document, {})
        for pattern in schema.iter(S + "pattern"):
            shared = bound(pattern, document, whole)
            # Of the rules of a pattern the first that matches a node is its rule.
            taken = set()
            for rule in pattern.findall(S + "rule"):
                paths = [path if path.startswith("/") else "//" + path for path in alternatives(rule.get("context"))]
                found = at(document, shared).evaluate(" | ".join(paths))
                for place in range(found.size if found is not None else 0):
                    node = found.item_at(place).get_node_value()
                    path = at(node, {}).evaluate_single("path(.)").string_value
                    if path in taken:
                        continue
                    taken.add(path)
                    fired += 1
                    variables = bound(rule, node, shared)
                    failed += [
                        check.get("id")
                        for check in rule.findall(S + "assert")
                        if not at(node, variables).effective_boolean_value(check.get("test"))
                    ]
    return failed, fired


def alternatives(context):
    """The parts of a union, at bars that stand in no bracket."""
    parts, depth, begin = [], 0, 0
    for place, character in enumerate(context):
        depth += (character in "[(") - (character in "])")
        if character == "|" and depth == 0:
            parts.append(context[begin:place].strip())
            begin = place + 1
    return [*parts, context[begin:].strip()]
