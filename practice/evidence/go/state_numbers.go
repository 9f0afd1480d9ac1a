// Minimum: Go 1.23
// Maximum: Go 1.23
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
)

// numbers reads a block of constants that count from 0 in a file of Go's own source.
func numbers(goroot, file string, names ...string) string {
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(goroot, "src", file), nil, 0)
	if err != nil {
		panic(err)
	}
	value := map[string]int{}
	for _, decl := range parsed.Decls {
		if block, ok := decl.(*ast.GenDecl); ok && block.Tok == token.CONST {
			for iota, spec := range block.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					value[name.Name] = iota
				}
			}
		}
	}
	var found []string
	for _, name := range names {
		found = append(found, fmt.Sprintf("%s %d", name, value[name]))
	}
	return strings.Join(found, ", ")
}

func main() {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	goroot := strings.TrimSpace(string(output))
	fmt.Println("the runtime:   ", numbers(goroot, "runtime/runtime2.go", "_Grunnable", "_Grunning", "_Gwaiting"))
	fmt.Println("a trace's file:", numbers(goroot, "runtime/tracestatus.go", "traceGoRunnable", "traceGoRunning", "traceGoWaiting"))
	fmt.Println("its parser:    ", numbers(goroot, "internal/trace/resources.go", "GoRunnable", "GoRunning", "GoWaiting"))
}
