import '@xyflow/react/dist/base.css';
import './style.css';
import './panels.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme, savedTheme } from './theme.ts';

applyTheme(savedTheme());
const place = document.getElementById('root');
if (place) createRoot(place).render(<App />);
