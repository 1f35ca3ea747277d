package channel

import "fmt"

// Example returns the message to a made-up member with a name, of a brand and campaign, in
// the template's own language.
func (t *Template) Example(brand, campaign, name string) (Rendered, error) {
	return t.example(brand, campaign, name)
}

// Examples returns it in each of Languages.
func (t *Template) Examples(brand, campaign, name string) ([]Rendered, error) {
	var all []Rendered
	texts := []*Template{t}
	if t.languages != nil {
		texts = t.languages.texts
	}
	for _, text := range texts {
		example, err := text.example(brand, campaign, name)
		if err != nil {
			return nil, fmt.Errorf("in %s: %w", text.language, err)
		}
		all = append(all, example)
	}
	return all, nil
}

func (t *Template) example(brand, campaign, name string) (Rendered, error) {
	v := sample
	v.Brand, v.Campaign, v.Member.Name, v.Member.Language = brand, campaign, name, t.language
	return t.render(v)
}

// ExampleName is a name of the usual length where a brand's customers live, such as in TW.
func ExampleName(region string) string {
	if region == "TW" {
		return "王小明"
	}
	return "Alexandra"
}
