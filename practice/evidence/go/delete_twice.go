// Minimum: Go 1.19
package main

import "fmt"

func main() {
	tasks := map[string]string{"web": "first"}
	delete(tasks, "web")
	delete(tasks, "web")
	delete(map[string]string(nil), "web")
	fmt.Println("three deletes too many: no panic")
	delete(tasks, "web")
	tasks["web"] = "second"
	delete(tasks, "web") // the late cleanup of the first
	fmt.Println("tasks left after the late cleanup:", len(tasks))
}
