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

vim.api.nvim_create_user_command('CitecheckRename', function(given)
  local old, new = vim.api.nvim_buf_get_name(0), given.fargs[1]
  if #given.fargs == 2 then
    old, new = given.fargs[1], given.fargs[2]
  elseif #given.fargs > 2 then
    return vim.notify('citecheck: a name with spaces is written with `\\ `', vim.log.levels.ERROR)
  elseif not new:find('/') then
    -- A bare name stays in its folder.
    new = vim.fs.dirname(old) .. '/' .. new
  end
  require('citecheck').rename(old, new, given.bang)
end, { nargs = '+', bang = true, complete = 'file', desc = 'Rename a source or draft with the links to it' })
