package schema

import "strings"

// In a .sql file keyed(x) stands for the number x as it is stored: what is made of an
// identifier, such as a node, under the key of the brand's nodes, which the file takes as
// node_k0 and node_k1 (identity.NodeKey, of whose Keyed it is the like). Without a key it
// is x. x must not be 0, which stays 0.
const (
	keyedCall   = "keyed("
	keyedBefore = "if({node_k0:UInt64} = 0, "
	keyedWith   = ", sipHash64Keyed(({node_k0:UInt64}, {node_k1:UInt64}), "
)

// ExpandKeyed writes out every keyed(x) of a text. NewScript does so by itself.
func ExpandKeyed(text string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, keyedCall)
		if at < 0 {
			return out.String() + text
		}
		argument := upToClosing(text[at+len(keyedCall):])
		inner := ExpandKeyed(argument)
		out.WriteString(text[:at] + keyedBefore + inner + keyedWith + inner + "))")
		text = text[at+len(keyedCall)+len(argument)+1:]
	}
}

// upToClosing returns a text up to the parenthesis that closes what was opened before it.
func upToClosing(text string) string {
	depth, quoted := 1, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	panic("a parenthesis of keyed( isn't closed: " + text)
}
