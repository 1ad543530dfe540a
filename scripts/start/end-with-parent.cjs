// Loaded into Node-RED before it starts. When the process that started it goes, or lets go, Node-RED stops as if it was asked to.
process.once('disconnect', () => {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(0);
});
