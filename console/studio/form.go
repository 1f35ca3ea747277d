package studio

import (
	"net/url"
	"reflect"
	"strings"

	"regulars/config"
	"regulars/config/written"
	"regulars/console/form"
)

// FormOf returns a document as fields; false where it can't be read so, because it has a key
// that nobody knows or is no YAML.
func FormOf(document string) (url.Values, bool) {
	campaign, ok := read(document)
	if !ok {
		return nil, false
	}
	values := form.Values(campaign)
	values.Set(form.MomentKey, campaign.Audience.Moment())
	return values, true
}

func read(document string) (config.Campaign, bool) {
	campaign, ok := written.Read(document)
	campaign.Audience.Resolve()
	return campaign, ok
}

// DocumentOf lays fields over the document that they were made of. Where nothing was changed it
// stays as it is, comments and all.
func DocumentOf(document string, fields url.Values) string {
	was, ok := read(document)
	tree := form.Tree(was, named(fields))
	if ok && reflect.DeepEqual(tree, written.Tree(was)) {
		return document
	}
	return written.Text(tree)
}

// named puts the names in their places that were typed next to fields, and leaves out the
// moments that aren't chosen.
func named(fields url.Values) url.Values {
	clean := url.Values{}
	for path, values := range fields {
		if len(clean) >= form.MostFields {
			break
		}
		place := path
		if at := strings.Index(path, "."+form.Added+"."); at >= 0 {
			name := strings.TrimSpace(fields.Get(path[:at] + form.Added))
			if name == "" {
				name = form.Added
			}
			place = path[:at] + "." + strings.ReplaceAll(name, ".", "_") + path[at+2:]
		}
		if !strings.HasSuffix(path, form.Added) {
			clean[place] = append(clean[place], values...)
		}
	}
	return form.Meant("audience", clean)
}
