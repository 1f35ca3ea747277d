// Package saved reads segments that were saved on the console, as they are written: as YAML,
// in the grammar of the config.
package saved

import (
	"fmt"

	"regulars/config/audience"
	"regulars/config/document"
)

// Segment returns the conditions of the segment in a text that the console wrote. It returns
// an error for what is no segment.
func Segment(name, text string) (audience.Audience, error) {
	var file struct {
		Segments map[string]audience.Audience `yaml:"segments"`
	}
	r := document.New("the segment "+name, func(string) (string, bool) { return "", false })
	if !r.Read([]byte(text), &file) || len(r.Mistakes) > 0 {
		return audience.Audience{}, fmt.Errorf("the segment %s can't be read: save it on the console again", name)
	}
	segment, has := file.Segments[name]
	if !has {
		return audience.Audience{}, fmt.Errorf("the segment %s can't be read: save it on the console again", name)
	}
	segment.Resolve()
	for _, p := range segment.SegmentMistakes() {
		return audience.Audience{}, fmt.Errorf("the segment %s: %s %s: %s", name, p.Key, p.Says, p.Remedy)
	}
	return segment, nil
}
