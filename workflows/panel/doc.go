// Package panel is what Temporal UI shows of a workflow while it runs and afterwards: the text
// of its current details, in Markdown. The workflows know what they say; here is how it looks.
package panel
