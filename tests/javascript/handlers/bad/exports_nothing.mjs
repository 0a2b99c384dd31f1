class Handler {
  async get() {}
  async set() {}
}
void Handler;
