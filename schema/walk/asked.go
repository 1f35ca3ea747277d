package walk

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"regulars/config/journey"
	"regulars/schema"
)

// asked are the names of the parts of a statement that are needed: what stands in a file
// between /*if name*/ and /*end*/. Nothing else is read, and planned, of ClickHouse.
type asked []string

// optional finds the parts; as conditionParam it is made when it is needed.
func optional() *regexp.Regexp { return regexp.MustCompile(`(?s)/\*if (\w+)\*/(.*?)/\*end\*/`) }

// keep removes the parts of a text that aren't needed, of which the names have a prefix.
func (a asked) keep(text, prefix string) string {
	part := optional()
	return part.ReplaceAllStringFunc(text, func(whole string) string {
		found := part.FindStringSubmatch(whole)
		if a != nil && !slices.Contains(a, prefix+found[1]) {
			return ""
		}
		return found[2]
	})
}

// condition adds what a condition asks, under the name of its marker.
func (a asked) condition(marker string, c *journey.Condition) asked {
	for name, needed := range map[string]bool{
		"bought": c.Bought, "opened": c.Opened != "", "clicked": c.Clicked != "", "did": len(c.Did) > 0 && c.Same == "", "same": c.Same != "", "in": c.In != "",
	} {
		if needed {
			a = append(a, marker+"_"+name)
		}
	}
	return a
}

// standing adds what is read of members.
func (a asked) standing(bought, since bool, campaigns, events []string) asked {
	for name, needed := range map[string]bool{"bought": bought, "bought_since": bought && since, "answered": len(campaigns) > 0, "happened": len(events) > 0} {
		if needed {
			a = append(a, name)
		}
	}
	return a
}

// scripts are those of a file, one for each choice of its parts.
type scripts[P any] struct {
	file string
	due  bool
	made *sync.Map
}

// scriptsOf panics, as NewScript does, where the file with all its parts doesn't fit.
func scriptsOf[P any](file string, due bool) scripts[P] {
	schema.NewScript[P](room, parts{FS: files, due: due}, file)
	return scripts[P]{file, due, &sync.Map{}}
}

func (s scripts[P]) of(a asked) schema.Script[P] {
	a = slices.Clone(a)
	slices.Sort(a)
	name := strings.Join(a, " ")
	if made, known := s.made.Load(name); known {
		return made.(schema.Script[P])
	}
	script := schema.NewStep[P](room, parts{files, s.due, append(asked{}, a...)}, s.file)
	s.made.Store(name, script)
	return script
}
