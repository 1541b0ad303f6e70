module.exports=require('./768.index.js')
