package submit

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Form is what a browser sends of the form that writes, on which nothing was touched and no button
// was pressed; it fails where the page has none.
func Form(t testing.TB, text string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data == "form" && attribute(n, "class") == "write" {
			return sent(n)
		}
	}
	t.Fatalf("the page has no form to write with: %.2000s", text)
	return nil
}

func sent(root *html.Node) url.Values {
	sent := url.Values{}
	send := func(n *html.Node, value string) {
		sent.Add(attribute(n, "name"), strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\n", "\r\n"))
	}
	for n := range root.Descendants() {
		switch n.Data {
		case "input":
			box := attribute(n, "type") == "checkbox" || attribute(n, "type") == "radio"
			value := attribute(n, "value")
			if attribute(n, "type") == "" {
				value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
			}
			if !box || has(n, "checked") {
				send(n, value)
			}
		case "textarea":
			value := ""
			if n.FirstChild != nil { // the parser takes the first line's end away, as browsers do
				value = n.FirstChild.Data
			}
			send(n, value)
		case "select":
			value, first := "", true
			for o := range n.Descendants() {
				if o.Data == "option" && (first || has(o, "selected")) {
					value, first = attribute(o, "value"), false
				}
			}
			send(n, value)
		}
	}
	return sent
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
