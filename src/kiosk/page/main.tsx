import { render } from 'preact';
import { App } from './app.tsx';
import { listenToHands } from './hands.ts';
import { type Link, NO_LINK, Stream } from './stream.ts';
import './page.css';

const stream = new Stream(draw);
const send = stream.send.bind(stream);

function draw(link: Link): void {
  render(<App link={link} send={send} />, document.body);
}

draw(NO_LINK);
listenToHands(send);
stream.start();
