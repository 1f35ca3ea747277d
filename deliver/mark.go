package deliver

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"

	"regulars/config"
	"regulars/config/template"
)

// TextMark is a hash of all that a campaign says, on every channel, in every variant and
// language: two campaigns that say the same have the same, wherever their texts are kept. It
// is never 0.
func TextMark(c *config.Campaign) (uint64, error) {
	type variant struct {
		Name  string
		Texts map[string]template.Template
	}
	said := []variant{{"", textsOf(c.Templates)}}
	for _, v := range c.Variants {
		said = append(said, variant{v.Name, textsOf(v.Templates)})
	}
	written, err := json.Marshal(said)
	if err != nil {
		return 0, err
	}
	hash := sha256.Sum256(written)
	return binary.LittleEndian.Uint64(hash[:]) | 1, nil
}

// textsOf are the templates without the names of the files that hold them.
func textsOf(templates map[string]template.Template) map[string]template.Template {
	texts := make(map[string]template.Template, len(templates))
	for channel, t := range templates {
		languages := make(map[string]template.Text, len(t.Languages))
		for name, text := range t.Languages {
			text.TextFile, text.HTMLFile = "", ""
			languages[name] = text
		}
		t.TextFile, t.HTMLFile, t.Languages = "", "", languages
		texts[channel] = t
	}
	return texts
}
