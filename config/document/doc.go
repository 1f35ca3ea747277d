// Package document reads a YAML file into Go values and knows where every key stands. It
// goes on after each mistake, so that a person sees all of them at once; what a key
// means is for others to say, by Add.
//
// Values may hold ${VARIABLES} of the environment; secrets come from them or from *_file
// keys, never from the file itself, and no mistake quotes one. A file that costs too much
// (deep nesting, anchors within anchors) is refused before the parser sees it.
package document
