// Minimum: Go 1.19
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

const service = `package service

func fetch(url string, timeout time.Duration) error { return get(url, timeout) }

func probe(timeout time.Duration) error { return get("/", left(timeout)) }

func start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	return load(ctx)
}

func load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	return ask(ctx)
}
`

// The calls that hand on a timeout, in a function that has one: "a time-out within a time-out". around is the function that a
// call stands in.
func findings(file *ast.File, around func(*ast.CallExpr) *ast.FuncDecl) (found []string) {
	ast.Inspect(file, func(node ast.Node) bool {
		call, isCall := node.(*ast.CallExpr)
		if !isCall {
			return true
		}
		function := around(call)
		for _, argument := range call.Args {
			if name, is := argument.(*ast.Ident); is && name.Name == "timeout" && function != nil && hasTimeout(function) {
				found = append(found, function.Name.Name+" calls "+fmt.Sprint(call.Fun))
			}
		}
		return true
	})
	return found
}

func hasTimeout(function *ast.FuncDecl) bool {
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			if name.Name == "timeout" {
				return true
			}
		}
	}
	return false
}

func main() {
	file, err := parser.ParseFile(token.NewFileSet(), "service.go", service, 0)
	if err != nil {
		panic(err)
	}
	// As the script has it: it asks each node for its parent. A syntax tree keeps none.
	nothing := func(*ast.CallExpr) *ast.FuncDecl { return nil }
	fmt.Println("it asks nodes for their parents:", len(findings(file, nothing)), "findings")
	inside := func(call *ast.CallExpr) *ast.FuncDecl {
		for _, one := range file.Decls {
			if function, is := one.(*ast.FuncDecl); is && function.Pos() <= call.Pos() && call.End() <= function.End() {
				return function
			}
		}
		return nil
	}
	all := findings(file, inside)
	fmt.Println("it looks for the function around: ", strings.Join(all, ", "))
	for _, function := range []string{"start", "load"} {
		fmt.Printf("it has a word about %s: %v\n", function, strings.Contains(strings.Join(all, " "), function+" calls"))
	}
}
