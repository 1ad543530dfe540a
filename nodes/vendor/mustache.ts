export { default as Mustache } from 'mustache';
