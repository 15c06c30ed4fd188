-- Questions that neovim.sh asks the running Neovim. Each answers yes or no; two arguments come parted by a tab.

local function answer(is_so)
  return is_so and 'yes' or 'no'
end

local function contains(text, words)
  return text:find(words, 1, true) ~= nil
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

return {
  has_client = function()
    return answer(#vim.lsp.get_clients({ bufnr = 0, name = 'citecheck' }) == 1)
  end,
  has_finding = function(rule_and_message)
    local rule, message = unpack(vim.split(rule_and_message, '\t'))
    for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
      if diagnostic.code == rule and contains(diagnostic.message, message) then
        return 'yes'
      end
    end
    return 'no'
  end,
  lacks_finding = function(rule_and_message)
    local rule, message = unpack(vim.split(rule_and_message, '\t'))
    return answer(not vim.iter(vim.diagnostic.get(0)):any(function(it)
      return it.code == rule and contains(it.message, message)
    end))
  end,
  draft_has = function(words)
    return answer(contains(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), ' '), words))
  end,
  -- In the editor, saved or not.
  file_has = function(file_and_words)
    local file, words = unpack(vim.split(file_and_words, '\t'))
    local buffer = vim.fn.bufadd(file)
    vim.fn.bufload(buffer)
    return answer(contains(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n'), words))
  end,
  offers = function(words)
    local menu = vim.fn.complete_info({ 'items', 'pum_visible' })
    return answer(menu.pum_visible == 1 and vim.iter(menu.items):any(function(it)
      return contains(it.abbr .. it.word, words)
    end))
  end,
  moves_to = function(words)
    vim.fn.cursor(1, 1)
    return answer(vim.fn.search('\\V' .. vim.fn.escape(words, '\\'), 'cW') > 0)
  end,
  -- Lines are joined, because the float wraps them.
  float_shows = function(words)
    local window = float()
    if not window then
      return 'no'
    end
    local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
    return answer(contains(table.concat(lines, ' '), words))
  end,
  wears = function(background)
    vim.o.background = background
    return 'yes'
  end,
  no_float = function()
    return answer(float() == nil)
  end,
  view_shows = function(words)
    local buffer = vim.fn.bufnr('citecheck://evidence')
    return answer(buffer ~= -1 and contains(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), ' '), words))
  end,
  closes_view = function()
    local window = vim.fn.bufwinid(vim.fn.bufnr('citecheck://evidence'))
    if window ~= -1 then
      vim.api.nvim_win_close(window, true)
    end
    return 'yes'
  end,
  is_in = function(folder)
    local here = vim.uv.fs_realpath(vim.api.nvim_buf_get_name(0)) or ''
    return answer(vim.startswith(here, vim.uv.fs_realpath(folder)))
  end,
  has_lens = function(words)
    if vim.lsp.codelens.enable then
      vim.lsp.codelens.enable(true)
    else
      vim.lsp.codelens.refresh({ bufnr = 0 })
    end
    for _, it in ipairs(vim.lsp.codelens.get()) do
      if contains((it.lens or it).command.title, words) then
        return 'yes'
      end
    end
    return 'no'
  end,
  outline_has = function(words)
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'citecheck' })[1]
    local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
    local ask = client.request_sync
    local is_method = vim.fn.has('nvim-0.11') == 1
    local reply = is_method and ask(client, 'textDocument/documentSymbol', params, 5000, 0)
      or not is_method and ask('textDocument/documentSymbol', params, 5000, 0)
    local function look(entries)
      for _, it in ipairs(entries or {}) do
        if contains(it.name .. ' | ' .. (it.detail or ''), words) or look(it.children) then
          return true
        end
      end
    end
    return answer(reply and look(reply.result) or false)
  end,
  link_leads_to = function(words)
    return answer(vim.iter(vim.ui._get_urls()):any(function(it)
      return contains(it, words)
    end))
  end,
  is_at = function(file_and_words)
    local file, words = unpack(vim.split(file_and_words, '\t'))
    local here = vim.uv.fs_realpath(vim.api.nvim_buf_get_name(0))
    return answer(here == vim.uv.fs_realpath(file) and contains(vim.api.nvim_get_current_line(), words))
  end,
}
