// Package criteria says whom an audience takes, as the parameters of the files that find them:
// the moment at which a member qualifies, and the conditions that narrow the audience down.
//
// Words: asked is what an audience asks of members as of a business date.
package criteria
