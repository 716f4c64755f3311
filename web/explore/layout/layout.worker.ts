import { layOut, type LayoutInput } from './layout.ts';

interface Job {
  job: number;
  input: LayoutInput;
}

self.addEventListener('message', ({ data }: MessageEvent<Job>) => {
  self.postMessage({ job: data.job, layout: layOut(data.input) });
});
