package document

import "fmt"

// Secret is a value that never reaches a log, an error or Temporal: it prints
// as ***. Reveal returns the text, at the one place that uses it.
//
// The text stands behind a pointer, because fmt prints even private fields,
// past every method, where a verb doesn't fit a value around it.
type Secret struct{ text *string }

// NewSecret returns the secret of a text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal returns the secret's text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String hides the text, also in %v and %s.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return "***"
}

// Format hides the text from every verb, %#v included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// MarshalYAML hides the text.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// MarshalJSON hides the text.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }
