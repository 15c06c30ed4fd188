---@brief
--- citecheck checks the claims of a draft against a folder of sources.
--- `vim.lsp.enable('citecheck')` starts it for the file types below.

---@type vim.lsp.Config
return {
  cmd = { 'citecheck', 'lsp' },
  filetypes = { 'markdown', 'quarto', 'rmd', 'text' },
  -- In this order: a configuration nearby says more than the repository around it.
  root_markers = { 'citecheck.toml', '.git' },
  -- What `:CitecheckRename`, and plug-ins for files, ask before a file gets another name; Neovim does not say that it may.
  capabilities = { workspace = { fileOperations = { willRename = true, didRename = true } } },
  -- The protocol has a name of its own for Neovim's `text`.
  get_language_id = function(_, filetype)
    return filetype == 'text' and 'plaintext' or filetype
  end,
}
