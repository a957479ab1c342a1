/** Takes a photograph with the camera of this machine; where a page may not see it, the browser's own way is taken. */
import { $ } from './dom.js';

let stream = null;

export function begin(take) {
  $('photograph').addEventListener('click', () => {
    // telephones have a camera of their own, better than a page's; without https no page may look
    if (matchMedia('(pointer: coarse)').matches || !navigator.mediaDevices) {
      $('camera').click();
    } else {
      open();
    }
  });
  $('shutter-take').addEventListener('click', () => shoot(take));
  $('shutter-close').addEventListener('click', () => $('shutter').close());
  $('shutter').addEventListener('close', dark);
}

async function open() {
  $('shutter-message').textContent = 'Your browser asks whether this page may use the camera. The picture goes to this service and nowhere else.';
  $('shutter-take').disabled = true;
  $('shutter').showModal();
  try {
    const seen = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    if (!$('shutter').open) {
      seen.getTracks().forEach((track) => track.stop());
      return;
    }
    stream = seen;
    $('viewfinder').srcObject = stream;
    await $('viewfinder').play();
    $('shutter-message').textContent = '';
    $('shutter-take').disabled = false;
    $('shutter-take').focus();
  } catch (problem) {
    $('shutter-message').textContent = problem.name === 'NotAllowedError' ? 'The camera was not allowed. A file can be chosen instead.' : 'There is no camera to be had here. A file can be chosen instead.';
  }
}

function shoot(take) {
  const view = $('viewfinder');
  const canvas = document.createElement('canvas');
  canvas.width = view.videoWidth;
  canvas.height = view.videoHeight;
  canvas.getContext('2d').drawImage(view, 0, 0);
  canvas.toBlob((picture) => take(picture), 'image/jpeg', 0.92);
  $('shutter').close();
}

function dark() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  $('viewfinder').srcObject = null;
}
