-- Commands for drafts that are checked; the server itself is started by lsp/citecheck.lua.

if vim.g.loaded_citecheck then
  return
end
vim.g.loaded_citecheck = true

vim.api.nvim_create_user_command('CitecheckEvidence', function()
  require('citecheck').evidence()
end, { desc = 'Show what the claim at the cursor rests on' })

vim.api.nvim_create_user_command('CitecheckReport', function()
  require('citecheck').report()
end, { desc = 'Open the report on the draft' })

vim.api.nvim_create_user_command('CitecheckAccept', function(given)
  require('citecheck').accept(given.args)
end, { nargs = '*', desc = 'Accept the claim at the cursor, with a reason' })
