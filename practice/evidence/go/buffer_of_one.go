// Minimum: Go 1.19
package main

import "fmt"

// The caller has given up: nobody ever receives from the channel.
func send(ch chan string, sent chan struct{}) {
	ch <- "exit status 0"
	close(sent)
}

func main() {
	sent := make(chan struct{})
	go send(make(chan string, 1), sent)
	<-sent
	fmt.Println("room for one: the sender went on")

	sent = make(chan struct{})
	go send(make(chan string), sent)
	fmt.Println("no room: waiting for the sender to go on")
	<-sent
}
