// Package product knows what a message shows of a product: its name, page, picture and
// price, as the shops' catalogues have them.
//
// The protocol: a plan stores the codes that are recommended to a member; Named finds what
// is shown of them when the text is made. A code without a name is left out.
package product
