package operation

import (
	"errors"
	"strings"
)

// HeaderValues are the headers that go with every trace; none where the file has none. No
// error shows a value.
func (t Tracing) HeaderValues() (map[string]string, error) {
	headers := map[string]string{}
	if t.Headers.Empty() {
		return headers, nil
	}
	for pair := range strings.SplitSeq(strings.TrimSpace(t.Headers.Reveal()), ",") {
		name, value, both := strings.Cut(pair, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !both || name == "" || value == "" || strings.ContainsAny(name, " \t:") || strings.ContainsAny(value, "\r\n") {
			return nil, errors.New("a header of a trace isn't name=value")
		}
		headers[name] = value
	}
	return headers, nil
}
