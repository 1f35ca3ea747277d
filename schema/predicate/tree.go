package predicate

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"regulars/schema"
)

// node is one line of EXPLAIN AST: what stands at a depth of the parsed query.
type node struct {
	depth    int
	kind     string // Function, Identifier, Literal, …
	text     string // its name or value
	alias    string
	children int
}

var nodeForm = regexp.MustCompile(`^( *)(\w+)(?: (.*?))??(?: \(alias (.*)\))?(?: \(children (\d+)\))?$`)

func parse(ctx context.Context, db *schema.DB, query string) ([]node, error) {
	rows, err := db.Conn().Query(ctx, "EXPLAIN AST "+query)
	if err != nil {
		return nil, unparsed(err)
	}
	defer func() { _ = rows.Close() }()
	var nodes []node
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("read a parsed predicate: %w", schema.Redact(err))
		}
		parts := nodeForm.FindStringSubmatch(line)
		if parts == nil {
			return nil, errNotOne
		}
		children, _ := strconv.Atoi(parts[5])
		nodes = append(nodes, node{depth: len(parts[1]), kind: parts[2], text: parts[3], alias: parts[4], children: children})
	}
	return nodes, schema.Redact(rows.Err())
}

// framed is how the tree of frameOpen … frameClose begins: one query with one
// column, which is one call with one argument.
var framed = []node{
	{depth: 0, kind: "SelectWithUnionQuery", children: 1},
	{depth: 1, kind: "ExpressionList", children: 1},
	{depth: 2, kind: "SelectQuery", children: 1},
	{depth: 3, kind: "ExpressionList", children: 1},
	{depth: 4, kind: "Function", text: "identity", children: 1},
	{depth: 5, kind: "ExpressionList", children: 1},
}

// checkNodes returns the functions that a framed predicate calls.
func checkNodes(nodes []node) ([]string, error) {
	if len(nodes) <= len(framed) || !slices.Equal(nodes[:len(framed)], framed) {
		return nil, errNotOne
	}
	var functions []string
	inside := nodes[len(framed):]
	for i, n := range inside {
		if n.depth < len(framed) {
			return nil, errNotOne
		}
		if n.alias != "" {
			return nil, refusef("gives the name %s to a part of it: leave AS out", n.alias)
		}
		switch n.kind {
		case "ExpressionList", "Literal", "Identifier":
		case "Function":
			functions = append(functions, n.text)
			if inForms.MatchString(n.text) && namesTable(inside[i+1:], n.depth+2) {
				return nil, refusef("looks into a table: IN takes a list in parentheses; for an array of the member's write has(tags, 'vip')")
			}
		case "Subquery", "SelectWithUnionQuery", "SelectQuery":
			return nil, refusef("holds a SELECT: it may ask for the member's own columns only")
		default:
			return nil, refusef("holds a %s: write a condition of columns, values and functions", n.kind)
		}
	}
	return functions, nil
}

// inForms are IN as ClickHouse names it, also where it is called as a function.
var inForms = regexp.MustCompile(`(?i)^(global)?(not)?(null)?in(ignoreset)?$`)

// namesTable reports whether the second argument, at its depth, is something else
// than a list of values.
func namesTable(below []node, depth int) bool {
	seen := 0
	for _, n := range below {
		if n.depth < depth-1 {
			return false
		}
		if n.depth != depth {
			continue
		}
		if seen++; seen == 2 {
			return n.kind != "Literal" && !(n.kind == "Function" && (n.text == "tuple" || n.text == "array"))
		}
	}
	return false
}

type functionsParams struct{ Names []string }

var functionsScript = schema.NewScript[functionsParams](room, files, "functions.sql")

func checkFunctions(ctx context.Context, db *schema.DB, functions []string) error {
	if len(functions) == 0 {
		return nil
	}
	slices.Sort(functions)
	var refused []struct {
		Name string `ch:"name"`
	}
	if err := functionsScript.Select(ctx, db, &refused, functionsParams{slices.Compact(functions)}); err != nil {
		return err
	}
	if len(refused) == 0 {
		return nil
	}
	names := make([]string, len(refused))
	for i, r := range refused {
		names[i] = r.Name
	}
	return refusef("calls %s: use functions that compute a value of the member's columns", strings.Join(names, ", "))
}
