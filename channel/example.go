package channel

// Example returns the message to a made-up member with a name, of a brand and campaign.
func (t *Template) Example(brand, campaign, name string) (Rendered, error) {
	v := sample
	v.Brand, v.Campaign, v.Member.Name = brand, campaign, name
	return t.Render(v)
}

// ExampleName is a name of the usual length where a brand's customers live, such as in TW.
func ExampleName(region string) string {
	if region == "TW" {
		return "王小明"
	}
	return "Alexandra"
}
