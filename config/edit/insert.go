package edit

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// insertShop adds a shop behind the others of a brand. Every other byte of the file
// stays, comments and all.
func insertShop(text []byte, s Shop) ([]byte, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil || len(file.Docs) == 0 {
		return nil, errors.New("is not YAML: starter check says where")
	}
	brand, err := brandIn(file.Docs[0].Body, s.Brand)
	if err != nil {
		return nil, err
	}
	shops, is := valueOf(brand, "shops").(*ast.SequenceNode)
	if !is || shops.IsFlowStyle || len(shops.Values) == 0 {
		return nil, errors.New("its shops are no list with an item on each line: write shops: and one shop below it, behind a dash")
	}
	for _, shop := range shops.Values {
		if name := valueOf(shop, "name"); name != nil && name.GetToken().Value == s.Name {
			return nil, fmt.Errorf("has a shop %s already: give another name, or remove that one", s.Name)
		}
	}
	dash := shops.Start.Position
	lines := bytes.SplitAfter(text, []byte("\n"))
	at := endOf(lines, dash.Line, dash.Column-1)
	var out bytes.Buffer
	for i, line := range lines {
		if i == at {
			out.WriteString(Indented(s.Item, dash.Column-1))
		}
		out.Write(line)
		if i == at-1 && !bytes.HasSuffix(line, []byte("\n")) {
			out.WriteByte('\n')
		}
	}
	if at == len(lines) {
		out.WriteString(Indented(s.Item, dash.Column-1))
	}
	return out.Bytes(), nil
}

// endOf is the line (from 0) behind the last of a list, whose dashes stand so far from
// the left and whose first item is in the given line (from 1).
func endOf(lines [][]byte, first, indent int) int {
	end := first
	for i := first; i < len(lines); i++ {
		content := bytes.TrimLeft(lines[i], " ")
		depth := len(lines[i]) - len(content)
		if trimmed := bytes.TrimSpace(content); len(trimmed) == 0 || trimmed[0] == '#' && depth <= indent {
			continue
		}
		if depth < indent || depth == indent && content[0] != '-' {
			break
		}
		end = i + 1
	}
	return end
}

// brandIn is the brand of that name, or the only one.
func brandIn(root ast.Node, name string) (ast.Node, error) {
	brands, is := valueOf(root, "brands").(*ast.SequenceNode)
	if !is || len(brands.Values) == 0 {
		return nil, errors.New("has no brands")
	}
	var names []string
	for _, b := range brands.Values {
		n := valueOf(b, "name")
		if n != nil && n.GetToken().Value == name {
			return b, nil
		}
		if n != nil {
			names = append(names, n.GetToken().Value)
		}
	}
	if name == "" && len(brands.Values) == 1 {
		return brands.Values[0], nil
	}
	return nil, fmt.Errorf("has the brands %s: name one with --brand", strings.Join(names, ", "))
}

// valueOf is the value of a key; nil where there is none.
func valueOf(n ast.Node, key string) ast.Node {
	m, is := n.(ast.MapNode)
	if !is {
		return nil
	}
	for entry := m.MapRange(); entry.Next(); {
		if entry.Key().GetToken().Value == key {
			return entry.Value()
		}
	}
	return nil
}
